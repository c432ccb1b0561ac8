import { Router } from 'express';
import type { Context } from '../context.js';

export function deskPages(_context: Context): Router {
  return Router();
}
