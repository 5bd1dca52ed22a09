package dev.coven.session;

import dev.coven.posix.Alarm;
import dev.coven.posix.Descriptor;
import dev.coven.posix.DescriptorInput;
import dev.coven.posix.MemoryFile;
import dev.coven.posix.Poll;
import dev.coven.posix.PosixException;
import dev.coven.posix.Splice;
import java.io.IOException;

/**
 * Output that is never in this process alone: the kernel moves it from the terminal through a pipe
 * into a file in memory, all three of which the service manager stores. There it stays until it is
 * committed, so that not even kill -9 loses a byte; the next daemon goes on where the ledger ends.
 *
 * <p>A harness without a terminal prints into the pipe itself.
 */
final class StoredOutput implements OutputSource {
  /** Memory is given back in steps of this many bytes. */
  private static final long FORGET_BYTES = 256 * 1024;

  /** What a pipe holds unless somebody asks for more, in bytes; see pipe(7). */
  private static final int MOVE_BYTES = 64 * 1024;

  private final Descriptor terminal;
  private final Descriptor pipeIn;
  private final Descriptor pipeOut;
  private final MemoryFile file;
  private final HangUp hangUp;
  private final Poll poll = new Poll();
  private final Splice splice = new Splice();
  private final Runnable cannotSplice;
  private final Alarm alarm;
  private final long begin;
  private long readTo;
  private long end;
  private long forgottenTo;
  private boolean pipeFilled;

  /** Reads the terminal where the kernel cannot move its output; null while it can. */
  private DescriptorInput copier;

  private byte[] copied;

  /**
   * Reads what an earlier daemon left in pipe and file, if any, and then the terminal; owns all.
   *
   * @param terminal the terminal's master; null when the harness prints into the pipe
   * @param pipeIn the end that the terminal's output goes into; null when that is the harness's
   * @param pipeOut the other end
   * @param file where output waits to be committed
   * @param committed where what is in the ledger ends, in bytes from the session's beginning
   * @param alarm ends the reading; stays its owner's
   * @param hangUp knows whether the harness may still print
   * @param cannotSplice told when this kernel splices no terminals: then output is copied
   * @throws PosixException when the kernel refuses
   */
  StoredOutput(
      Descriptor terminal,
      Descriptor pipeIn,
      Descriptor pipeOut,
      MemoryFile file,
      long committed,
      Alarm alarm,
      HangUp hangUp,
      Runnable cannotSplice)
      throws PosixException {
    this.terminal = terminal;
    this.pipeIn = pipeIn;
    this.pipeOut = pipeOut;
    this.file = file;
    this.hangUp = hangUp;
    this.cannotSplice = cannotSplice;
    this.alarm = alarm;
    this.end = file.size();
    this.begin = committed;
    this.readTo = committed;
    this.forgottenTo = committed;
    this.pipeFilled = true;
    if (terminal != null) {
      terminal.letNothingWait();
    }
    if (committed > end) {
      throw new IllegalArgumentException(
          "the ledger is at " + committed + ", the output only at " + end);
    }
  }

  @Override
  public int read(byte[] bytes, int offset, int length, long nanos)
      throws IOException, InterruptedException {
    while (readTo == end) {
      if (alarm.isRaised()) {
        return END;
      }
      boolean mayReopen = hangUp.mayReopen();
      switch (fetch(nanos)) {
        case MORE -> hangUp.over();
        case LATER -> {
          return 0;
        }
        case OVER -> {
          return END;
        }
        case HUNG_UP -> {
          if (!mayReopen) {
            return END;
          }
          hangUp.pause();
        }
      }
    }
    int count = file.read(readTo, bytes, offset, (int) Math.min(length, end - readTo));
    readTo += count;
    return count;
  }

  private enum Fetched {
    MORE,
    LATER,
    OVER,
    HUNG_UP
  }

  /** Moves what there is one step towards the file. */
  private Fetched fetch(long nanos) throws PosixException {
    // What an earlier daemon left in the pipe comes before anything that the terminal has.
    if (terminal == null || pipeFilled) {
      Fetched moved = fromPipe(terminal == null ? nanos : 0);
      if (terminal == null || moved == Fetched.MORE) {
        return moved;
      }
      pipeFilled = false;
    }
    return fromTerminal(nanos);
  }

  /** Fills the pipe: the more goes on at once, the fewer calls a byte costs. */
  private Fetched fromTerminal(long nanos) throws PosixException {
    while (true) {
      try {
        if (copier != null) {
          return copy();
        }
        while (splice.move(terminal, pipeIn, MOVE_BYTES) > 0) {
          pipeFilled = true;
        }
        return pipeFilled ? Fetched.MORE : Fetched.HUNG_UP;
      } catch (PosixException e) {
        if (e.errno() == PosixException.EINVAL && copier == null) {
          beginToCopy();
          continue;
        }
        if (pipeFilled && (e.errno() == PosixException.EAGAIN || e.errno() == PosixException.EIO)) {
          return Fetched.MORE;
        }
        if (e.errno() == PosixException.EIO) {
          return Fetched.HUNG_UP;
        }
        if (e.errno() != PosixException.EAGAIN) {
          throw e;
        }
      }
      Fetched waited = await(terminal, nanos);
      if (waited != Fetched.MORE) {
        return waited;
      }
    }
  }

  /** Not every kernel splices terminals; those that do were seen to from 6.18 on. */
  private void beginToCopy() {
    copier = new DescriptorInput(terminal, OutputReader.BUFFER_BYTES);
    copied = new byte[OutputReader.BUFFER_BYTES];
    cannotSplice.run();
  }

  private Fetched copy() throws PosixException {
    int count = copier.read(copied, 0, copied.length);
    file.write(end, copied, 0, count);
    end += count;
    return count == 0 ? Fetched.HUNG_UP : Fetched.MORE;
  }

  private Fetched fromPipe(long nanos) throws PosixException {
    while (true) {
      try {
        int count = splice.move(pipeOut, file, end, MOVE_BYTES);
        end += count;
        return count == 0 ? Fetched.OVER : Fetched.MORE;
      } catch (PosixException e) {
        if (e.errno() != PosixException.EAGAIN) {
          throw e;
        }
      }
      Fetched waited = await(pipeOut, nanos);
      if (waited != Fetched.MORE) {
        return waited;
      }
    }
  }

  private Fetched await(Descriptor descriptor, long nanos) throws PosixException {
    return switch (poll.await(descriptor, alarm, nanos)) {
      case READY -> Fetched.MORE;
      case TIMEOUT -> Fetched.LATER;
      case ALARM -> Fetched.OVER;
    };
  }

  @Override
  public long begin() {
    return begin;
  }

  /** Called by the ledger's writer, and by it alone. */
  @Override
  public void committed(long position) throws IOException {
    if (position - forgottenTo >= FORGET_BYTES) {
      file.forget(forgottenTo, position);
      forgottenTo = position;
    }
  }

  @Override
  public boolean keepsUncommitted() {
    return true;
  }

  @Override
  public void close() throws IOException {
    try (terminal;
        pipeIn;
        pipeOut;
        file;
        poll;
        splice) {
      if (copier != null) {
        copier.close();
      }
    }
  }
}
