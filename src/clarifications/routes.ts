import { Router } from 'express';
import type { Context } from '../context.js';

export function clarificationDesk(_context: Context): Router {
  return Router();
}
