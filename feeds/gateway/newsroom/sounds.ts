// The newsroom's recordings, made of sines: WAV, mono, 8 bit, 8 kHz, so that a feed has enclosures that really play.

import { seeded } from './scenes/paint.ts';

interface Sound {
  readonly title: string;
  readonly seconds: number;
  /** Sample at `t` seconds, -1 to 1. */
  readonly wave: (t: number) => number;
}

const RATE = 8000;
const HEADER_BYTES = 44;

const SOUNDS: Readonly<Record<string, Sound>> = {
  foghorn: {
    title: 'The foghorn at the mole, two long blasts',
    seconds: 12,
    wave: t => {
      const inBlast = t % 6;
      const envelope = inBlast < 3.4 ? Math.min(1, inBlast * 2.5, (3.4 - inBlast) * 1.8) : 0;
      return (
        envelope *
        (0.6 * Math.sin(2 * Math.PI * 110 * t) +
          0.3 * Math.sin(2 * Math.PI * 165.6 * t) +
          0.1 * Math.sin(2 * Math.PI * 331 * t))
      );
    },
  },
  bell: {
    title: 'The harbour bell, seven strokes',
    seconds: 14,
    wave: t => {
      const stroke = t % 2;
      return [1, 2, 2.4, 3, 4.2].reduce(
        (sum, f, i) => sum + Math.exp(-stroke * (1.2 + i)) * Math.sin(2 * Math.PI * 220 * f * stroke) * 0.32,
        0,
      );
    },
  },
  chorus: { title: 'The dawn chorus, from the hide', seconds: 16, wave: chirps(11) },
  modem: {
    title: 'Two machines agreeing on a speed',
    seconds: 8,
    wave: t => {
      const bit = Math.floor(t * 40) * 2654435761;
      return 0.5 * Math.sin(2 * Math.PI * ((bit >>> 7) % 2 ? 1270 : 1070) * t) * Math.min(1, (8 - t) * 2);
    },
  },
};
export const SOUND_NAMES: readonly string[] = Object.keys(SOUNDS);

export function describeSound(name: string): { title: string; seconds: number; bytes: number } | undefined {
  const sound = SOUNDS[name];
  return sound && { title: sound.title, seconds: sound.seconds, bytes: HEADER_BYTES + sound.seconds * RATE };
}

/** RIFF/WAVE, PCM. */
export function recordSound(name: string): Uint8Array<ArrayBuffer> | undefined {
  const sound = SOUNDS[name];
  if (!sound) return undefined;
  const samples = sound.seconds * RATE;
  const wav = Buffer.alloc(HEADER_BYTES + samples);
  wav.write('RIFF', 0);
  wav.writeUInt32LE(36 + samples, 4);
  wav.write('WAVEfmt ', 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36);
  wav.writeUInt32LE(samples, 40);
  for (let i = 0; i < samples; i++)
    wav[HEADER_BYTES + i] = 128 + Math.round(Math.max(-1, Math.min(1, sound.wave(i / RATE))) * 100);
  return Uint8Array.from(wav);
}

function chirps(seed: number): (t: number) => number {
  const random = seeded(seed);
  const calls = Array.from({ length: 60 }, () => ({
    at: random() * 15,
    pitch: 1500 + random() * 1900,
    sweep: (random() - 0.4) * 2600,
    long: 0.06 + random() * 0.16,
  }));
  return t =>
    calls.reduce((sum, c) => {
      const into = t - c.at;
      if (into < 0 || into > c.long) return sum;
      return (
        sum + 0.45 * Math.sin((into / c.long) * Math.PI) * Math.sin(2 * Math.PI * (c.pitch + c.sweep * into) * into)
      );
    }, 0);
}
