import assert from "node:assert/strict";
import { test } from "node:test";
import { createPlayback, epochAt, pace, secondsAt } from "../src/playback.js";

test("a run plays in 8 s whatever its length, and its first epoch stays 0.35 s", () => {
  for (const last of [50, 500, 10000]) {
    assert.equal(pace(last).seconds, 8);
    assert.equal(epochAt(0.34, last), 0);
    assert.equal(epochAt(0.36, last), 1);
    assert.equal(epochAt(8, last), last);
  }
});

test("a short run plays at 0.35 s an epoch", () => {
  assert.equal(pace(4).seconds, 1.4);
  assert.equal(epochAt(0.71, 4), 2);
  assert.equal(epochAt(1, 1), 1);
});

test("the clock and its inverse agree", () => {
  for (const epoch of [0, 1, 7, 120, 500]) assert.equal(epochAt(secondsAt(epoch, 500) + 1e-6, 500), epoch);
});

function fake(last, epoch = 0) {
  let waiting = null;
  const clock = { time: 0, epoch, playing: null };
  const playback = createPlayback(
    {
      last, get: () => clock.epoch,
      set: (value) => {
        clock.epoch = value;
      },
      changed: (playing) => {
        clock.playing = playing;
      },
    },
    {
      now: () => clock.time,
      frame: (act) => {
        waiting = act;
        return 1;
      },
      cancel: () => {
        waiting = null;
      },
    },
  );
  const run = (seconds) => {
    for (const end = clock.time + seconds; clock.time < end && waiting;) {
      clock.time += 1 / 60;
      const act = waiting;
      waiting = null;
      act();
    }
  };
  return { clock, playback, run };
}

test("it stops at the end, and playing again starts over", () => {
  const { clock, playback, run } = fake(100);
  playback.play();
  run(9);
  assert.deepEqual([clock.epoch, clock.playing], [100, false]);
  playback.play();
  assert.equal(clock.epoch, 0);
});

test("it goes on from where it stands, at twice the speed if asked", () => {
  const { clock, playback, run } = fake(100, 50);
  playback.play();
  playback.setSpeed(2);
  run((8 - secondsAt(50, 100)) / 2 + 0.1);
  assert.equal(clock.epoch, 100);
});

test("it gives way when somebody else moves the time line", () => {
  const { clock, playback, run } = fake(100);
  playback.play();
  run(2);
  clock.epoch = 3;
  run(1);
  assert.deepEqual([clock.epoch, clock.playing], [3, false]);
});
