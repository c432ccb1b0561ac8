import { Router } from 'express';
import type { Context } from '../context.js';

export function reportApi(_context: Context): Router {
  return Router();
}
