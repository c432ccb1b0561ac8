import { Router } from 'express';
import type { Context } from '../context.js';

export function clarificationApi(_context: Context): Router {
  return Router();
}
