import { Router } from 'express';
import type { Context } from '../context.js';

export function claimApi(_context: Context): Router {
  return Router();
}
