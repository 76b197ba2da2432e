/**
 * The way to the lab that a program has in itself: HTTP that answers the host `lab.sealion` here and asks the network for
 * all others. The lab is loaded when somebody asks it first, and lives until the door is closed.
 */
import { LAB_HOST } from '../base/lab-address.js';
import type { Clock, Files, Http, HttpRequest, HttpResponse, Random } from '../base/ports.js';
import type { EmbeddedVault } from './vault/embedded-vault.js';

/** What a lab in a program has of the world. */
export interface LabPlace {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  /** To everybody else. */
  readonly http: Http;
}

export class LabDoor implements Http {
  private readonly place: LabPlace;
  private readonly directory: () => string;
  private opened: Promise<EmbeddedVault> | undefined;

  /** `directory` says where its files are; it is asked at the first use. */
  constructor(place: LabPlace, directory: () => string) {
    this.place = place;
    this.directory = directory;
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    return isForLab(request.url) ? (await this.vault()).request(request) : this.place.http.request(request);
  }

  /** The Vault. Rejects with HttpFailure where its file cannot be used. */
  vault(): Promise<EmbeddedVault> {
    this.opened ??= this.open();
    return this.opened;
  }

  /** Leaves its files to others. */
  async close(): Promise<void> {
    const vault = await this.opened;
    this.opened = undefined;
    vault?.close();
  }

  private open(): Promise<EmbeddedVault> {
    const { place } = this;
    const opened = import('./vault/embedded-vault.js').then(({ openEmbeddedVault }) =>
      openEmbeddedVault(place, this.directory()),
    );
    opened.catch(() => {
      this.opened = undefined;
    });
    // Loading takes real time, which virtual time must not overtake.
    return place.clock.during ? place.clock.during(opened) : opened;
  }
}

const isForLab = (url: string): boolean => URL.canParse(url) && new URL(url).hostname === LAB_HOST;
