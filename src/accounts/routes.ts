import { Router } from 'express';
import type { Context } from '../context.js';

export function accountPages(_context: Context): Router {
  return Router();
}
