import { Router } from 'express';
import type { Context } from '../context.js';

export function reportPages(_context: Context): Router {
  return Router();
}
