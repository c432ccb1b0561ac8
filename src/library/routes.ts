import { Router } from 'express';
import type { Context } from '../context.js';

export function libraryPages(_context: Context): Router {
  return Router();
}
