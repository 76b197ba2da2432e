/** HTTP whose exchanges the trace shows: method, place and status; no header, no body, no credentials in a URL. */
import type { Http, Trace } from '../base/ports.js';

/** What is shown of a request without an answer. */
const NO_ANSWER = 0;

export function tracedHttp(http: Http, trace: Trace): Http {
  if (!trace.enabled) return http;
  return {
    async request(request) {
      let status = NO_ANSWER;
      try {
        const response = await http.request(request);
        status = response.status;
        return response;
      } finally {
        trace.emit({ type: 'http', method: request.method, url: withoutCredentials(request.url), status });
      }
    },
  };
}

const withoutCredentials = (url: string) => url.replace(/\/\/[^/]*@/, '//');
