/** `sealion lab --help`. */
import { FAULT_NAMES } from '../lab/vault/faults.js';

const WIDTH = 100;

function wrapped(words: readonly string[]): string {
  const lines = [''];
  for (const word of words) {
    const last = lines.length - 1;
    if (`${lines[last]} ${word}`.length > WIDTH) lines.push(word);
    else lines[last] = `${lines[last]} ${word}`.trimStart();
  }
  return lines.map((line) => `  ${line}`).join('\n');
}

export const LAB_HELP = `Key services to rehearse with: they look like the real ones, and fail when they are told to.

Usage: sealion lab vault [OPTIONS]             a Vault, for this machine only
       sealion lab fault vault NAME [OPTIONS]  let it fail from now on
       sealion lab clear vault [NAME]          end that fault, or all
       sealion lab faults vault                which faults there are now
       sealion lab clock vault DURATION        let so much time pass there: 90s, 1h30m
       sealion lab requests vault [--clear]    what it was asked
       sealion lab status vault                all of that in a few lines

Options of a Vault:
  --port=N          instead of 8200; 0 takes a free one
  --tls             HTTPS, with an authority of its own, whose certificate VAULT_CACERT names
  --state=FILE      keeps everything in this file, keys and tokens in clear; else all is gone at the end
  --fault=NAME      fails from the beginning; may be given several times, and with members: hang,times=3,match=/data/
  --audit-log=FILE  a line for each request

A Vault prints what a shell needs: \`sealion lab vault > lab.env & sleep 1; . ./lab.env\`. Its root token is
VAULT_DEV_ROOT_TOKEN_ID, if that is set. The other commands find it by SEALION_LAB and SEALION_LAB_TOKEN.

Options of a fault:
  --match=REGEX     only requests whose method and path fit: 'GET /v1/secret/data/'
  --times=N         so often, then no more
  --after=N         spares so many first
  --delay=MS        how late an answer is (slow)
  --chance=P        each with this likelihood, from 0 to 1
  --seed=N          another chance than usual

Faults:
${wrapped(FAULT_NAMES)}
`;
