package io.weft.shell;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a command writes to its client. An interrupt in the middle of it would close the socket, and
 * the client would never hear why: it comes when the write is over.
 */
final class ClientChannel implements WritableByteChannel {
  private final SocketChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread writing;
  private boolean interruptAfterwards;

  ClientChannel(SocketChannel channel) {
    this.channel = channel;
  }

  /** Interrupts a thread that may be writing here. */
  void interrupt(Thread thread) {
    lock.lock();
    try {
      if (writing == thread) {
        interruptAfterwards = true;
      } else {
        thread.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Only one thread writes at a time. */
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    begin();
    try {
      return channel.write(bytes);
    } finally {
      end();
    }
  }

  private void begin() {
    lock.lock();
    try {
      writing = Thread.currentThread();
      interruptAfterwards = Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      writing = null;
      if (interruptAfterwards) {
        Thread.currentThread().interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
