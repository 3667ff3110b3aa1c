package io.weft.files.desk;

import io.weft.files.wire.Messages;
import io.weft.transfer.TransferException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transfers that have not ended, one small file each, and the ids of those from others that
 * have ended well: whoever offers one again hears that it is there. Safe on every thread.
 */
public final class Book {
  private static final Logger LOG = LoggerFactory.getLogger(Book.class);

  private static final String SUFFIX = ".transfer";
  private static final String DONE = "done";

  /** Ids of ended transfers: a sender asks again within minutes, or days if it was away. */
  private static final int MOST_DONE = 4096;

  private final Path folder;
  private final Set<String> done = new LinkedHashSet<>();

  /**
   * @param folder made if it is not there
   */
  public Book(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Path file = folder.resolve(DONE);
    if (Files.exists(file)) {
      done.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
      done.removeIf(each -> !Messages.isId(each));
    }
    if (trim()) {
      replace(file, String.join("\n", done) + "\n");
    }
  }

  private boolean trim() {
    boolean any = false;
    while (done.size() > MOST_DONE) {
      done.remove(done.iterator().next());
      any = true;
    }
    return any;
  }

  /** All that have not ended, by id. What cannot be read is left alone, and named in the log. */
  Map<String, Map<String, String>> open() throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
      all.forEach(files::add);
    }
    files.sort(null);
    Map<String, Map<String, String>> open = new LinkedHashMap<>();
    for (Path each : files) {
      String name = each.getFileName().toString();
      String id = name.substring(0, name.length() - SUFFIX.length());
      try {
        open.put(id, read(each));
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{} cannot be read, its transfer does not go on: {}", each, e.getMessage());
      }
    }
    return open;
  }

  /**
   * Keeps one until it is {@linkplain #ended ended}.
   *
   * @throws TransferException if it cannot be kept; it must not begin then
   */
  void keep(String id, Map<String, String> fields) {
    try {
      write(id, fields);
    } catch (IOException e) {
      throw new TransferException(
          TransferException.Reason.DISK,
          "transfer "
              + id
              + " cannot be noted in "
              + folder
              + ": "
              + e.getMessage()
              + "; see to it, and ask again");
    }
  }

  private void write(String id, Map<String, String> fields) throws IOException {
    Properties written = new Properties();
    written.putAll(fields);
    StringWriter text = new StringWriter();
    written.store(text, null);
    replace(folder.resolve(id + SUFFIX), text.toString());
  }

  /** What was there stays until all of the new is. */
  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(next);
      throw e;
    }
  }

  /** Somebody here has paused one that is kept, or goes on with it. */
  synchronized void paused(String id, boolean is) {
    Path file = folder.resolve(id + SUFFIX);
    if (!Files.exists(file)) {
      return; // it has ended meanwhile
    }
    try {
      Map<String, String> fields = read(file);
      fields.put(Records.PAUSED, String.valueOf(is));
      write(id, fields);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "whether transfer {} is paused cannot be noted, a restart forgets it: {}",
          id,
          e.getMessage());
    }
  }

  private static Map<String, String> read(Path file) throws IOException {
    Properties read = new Properties();
    read.load(new StringReader(Files.readString(file)));
    Map<String, String> fields = new LinkedHashMap<>();
    read.stringPropertyNames().forEach(key -> fields.put(key, read.getProperty(key)));
    return fields;
  }

  /**
   * Forgets one.
   *
   * @param well whether it is one from another node that is all there
   */
  synchronized void ended(String id, boolean well) {
    try {
      if (well && done.add(id)) {
        trim();
        Files.writeString(
            folder.resolve(DONE), id + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      LOG.warn(
          "that transfer {} is there cannot be noted; a sender who is told too late sends it again"
              + " after a restart: {}",
          id,
          e.getMessage());
    }
    try {
      Files.deleteIfExists(folder.resolve(id + SUFFIX));
    } catch (IOException e) {
      LOG.warn("the end of transfer {} cannot be noted: {}", id, e.getMessage());
    }
  }

  /** Whether it has come, and is all there. */
  synchronized boolean isDone(String id) {
    return done.contains(id);
  }
}
