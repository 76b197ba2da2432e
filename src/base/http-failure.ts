/** Why an HTTP request has no answer, as data: who asked decides how to say it. */

export type HttpFailureReason =
  /** What was asked for is no URL. */
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unsupported scheme'; readonly scheme: string }
  | { readonly kind: 'unknown host'; readonly host: string }
  /** Refused, or no way to there. */
  | { readonly kind: 'no connection'; readonly host: string; readonly port: number; readonly afterMs: number }
  | { readonly kind: 'slow connection'; readonly afterMs: number }
  /** `received` and `expected` count the bytes of the body; nobody may have said how many there will be. */
  | { readonly kind: 'slow answer'; readonly afterMs: number; readonly received: number; readonly expected?: number }
  | { readonly kind: 'reset' }
  /** Closed before it answered. */
  | { readonly kind: 'no answer' }
  /** Closed within the body; `missing` bytes, where the answer has told its length. */
  | { readonly kind: 'cut off'; readonly missing?: number }
  | { readonly kind: 'body too long' }
  | { readonly kind: 'bad chunk' }
  | { readonly kind: 'not HTTP' }
  /** Closed while the two sides agreed on TLS. */
  | { readonly kind: 'no handshake'; readonly host: string; readonly port: number }
  /** `error` is OpenSSL's, as `error:0A00010B:SSL routines::wrong version number`. */
  | { readonly kind: 'TLS'; readonly library: string; readonly error: string }
  /** `problem` is OpenSSL's word for it, as `certificate has expired`. */
  | { readonly kind: 'bad certificate'; readonly problem: string }
  /** A good certificate, of somebody else; `subject` where it has no alternative names. */
  | { readonly kind: 'wrong host'; readonly host: string; readonly subject?: string }
  | { readonly kind: 'other'; readonly text: string };

/** What `Http.request` rejects with. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly reason: HttpFailureReason;

  constructor(reason: HttpFailureReason) {
    super(`HTTP: ${reason.kind}`);
    this.reason = reason;
  }
}
