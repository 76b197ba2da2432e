/** The program of a thread that computes pages: it does what it is asked for, one task after the other. */
import { parentPort } from 'node:worker_threads';
import { answer } from '../engine/page-work.js';

parentPort?.on('message', (task: unknown) => parentPort?.postMessage(answer(task)));
parentPort?.postMessage('ready');
