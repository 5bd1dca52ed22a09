package dev.coven.posix;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;

/** Functions of the C library that Linux alone has; a failure throws with errno. */
final class Linux {
  static {
    Native.register(Linux.class, Platform.C_LIBRARY_NAME);
  }

  private Linux() {}

  static native int fallocate(int descriptor, int mode, long offset, long length)
      throws LastErrorException;

  static native int fcntl(int descriptor, int command, int argument) throws LastErrorException;

  static native int getsockname(int descriptor, Pointer address, IntByReference length)
      throws LastErrorException;

  static native int getsockopt(
      int descriptor, int level, int option, IntByReference value, IntByReference length)
      throws LastErrorException;

  static native int ioctl(int descriptor, long request, Pointer argument) throws LastErrorException;

  static native int listen(int descriptor, int backlog) throws LastErrorException;

  static native long lseek(int descriptor, long offset, int whence) throws LastErrorException;

  static native int memfd_create(String name, int flags) throws LastErrorException;

  static native int open(String path, int flags) throws LastErrorException;

  static native int pipe2(int[] ends, int flags) throws LastErrorException;

  static native long pread(int descriptor, Pointer buffer, long count, long offset)
      throws LastErrorException;

  static native long pwrite(int descriptor, Pointer buffer, long count, long offset)
      throws LastErrorException;

  static native long splice(
      int from, Pointer fromOffset, int to, Pointer toOffset, long length, int flags)
      throws LastErrorException;

  static native long syscall(long number, long first, long second) throws LastErrorException;
}
