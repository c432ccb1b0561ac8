import { Router } from 'express';
import type { Context } from '../context.js';

export function mediaPages(_context: Context): Router {
  return Router();
}
