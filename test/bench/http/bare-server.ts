// The least that could answer: an Express handler that sends so many bytes. Usage: bare-server.ts BYTES
import express from 'express';
import type { AddressInfo } from 'node:net';

const body = 'x'.repeat(Number(process.argv[2]));
const app = express();
app.get('/', (_request, response) => {
  response.type('html').send(body);
});
const server = app.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
