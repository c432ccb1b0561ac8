import { Router } from 'express';
import type { Context } from '../context.js';

export function noticeDesk(_context: Context): Router {
  return Router();
}
