package dev.coven.client;

/** Hears of a daemon that went away for long enough to be worth a word. */
public interface ReconnectListener {
  /** Says nothing: for one connection of several, of which another one's absences are told. */
  ReconnectListener NOBODY =
      new ReconnectListener() {
        @Override
        public void reconnecting() {
          // Told by another.
        }

        @Override
        public void reconnected() {
          // Told by another.
        }
      };

  /** The daemon has been away for {@link Timeouts#NOTICE}; said once an absence. */
  void reconnecting();

  /** It answers again; follows each {@link #reconnecting()} unless the waiting is given up. */
  void reconnected();
}
