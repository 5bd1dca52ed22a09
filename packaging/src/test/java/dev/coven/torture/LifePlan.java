package dev.coven.torture;

import dev.coven.torture.Printed.Manner;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What happens in one run of the daemon, drawn from a seed. The same seed gives the same plan; the
 * machine's own timing, which decides what a kill hits, cannot be repeated.
 *
 * @param moment where in its life the daemon is killed
 * @param sessions what is launched
 * @param ended the sessions, by their index, whose end is asked for
 * @param delay how long after the moment's begin the kill comes, 0 to 1 of the longest delay
 * @param startsFull whether the disk is still full when the next daemon starts
 */
record LifePlan(
    Moment moment, List<Printed> sessions, List<Integer> ended, double delay, boolean startsFull) {
  /** Where in its life the daemon is killed. */
  enum Moment {
    /** While they print and the disk is full, or just was. */
    FULL,
    /** While all of them print. */
    PRINTING,
    /** Between its begin and its first answer; recovery is then in hand. */
    STARTING,
    /** While sessions are launched. */
    LAUNCHING
  }

  private static final int MOST_SESSIONS = 6;
  private static final int MOST_LINES = 30_000;

  /**
   * Draws a plan.
   *
   * @param seed of the whole torture
   * @param life this run's number in it
   * @param disk whether there is a disk that can be filled
   */
  static LifePlan draw(long seed, int life, boolean disk) {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + life);
    Moment moment = moment(random, life, disk);
    List<Printed> sessions = new ArrayList<>();
    List<Integer> ended = new ArrayList<>();
    int count = 2 + random.nextInt(MOST_SESSIONS - 1);
    for (int i = 0; i < count; i++) {
      // The first one is endless: somebody prints at any moment.
      boolean endless = i == 0 || random.nextInt(3) > 0;
      Set<Manner> manners = EnumSet.noneOf(Manner.class);
      if (random.nextBoolean()) {
        manners.add(Manner.TERMINAL);
      }
      if (random.nextBoolean()) {
        manners.add(Manner.BULK);
      }
      if (endless && random.nextInt(4) == 0) {
        manners.add(Manner.STUBBORN);
      }
      sessions.add(
          new Printed(
              "life" + life + "s" + i,
              1 + random.nextInt((int) Printed.MODULUS - 1),
              endless ? Printed.ENDLESS : 1 + random.nextInt(MOST_LINES),
              random.nextInt(4),
              manners));
      if (i > 0 && random.nextInt(6) == 0) {
        ended.add(i);
      }
    }
    return new LifePlan(moment, sessions, ended, random.nextDouble(), random.nextBoolean());
  }

  /** The first runs go through all moments, so that a short torture leaves none out. */
  private static Moment moment(SplittableRandom random, int life, boolean disk) {
    Moment[] all = Moment.values();
    int drawn = random.nextInt(2 * all.length);
    Moment moment;
    if (life < all.length) {
      moment = all[life];
    } else {
      // Half of all kills come while sessions print.
      moment = drawn < all.length ? all[drawn] : Moment.PRINTING;
    }
    return moment == Moment.FULL && !disk ? Moment.PRINTING : moment;
  }
}
