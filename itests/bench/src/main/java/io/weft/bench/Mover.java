package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** A way to copy files from one process to another. Closing it ends its processes. */
interface Mover extends AutoCloseable {

  /** How it is started; nothing runs before. */
  interface Kind {
    String name();

    /** In one line. */
    String description();

    /** Programs that it needs and that are not installed. */
    List<String> missing();

    /** Whether it becomes faster while it runs, as Java does. */
    default boolean warms() {
      return false;
    }

    /** Whether it copies folders. */
    boolean folders();

    /** Starts what has to run before something can be copied. */
    Mover start(MemoryFiles files) throws IOException;
  }

  /** Copies a file or folder into the target's folder, under its name; returns when it is there. */
  void move(Path source) throws IOException;

  /** The processes that go on from one copy to the next. */
  Collection<ProcessHandle> processes();

  @Override
  void close();
}
