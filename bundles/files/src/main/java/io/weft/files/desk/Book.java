package io.weft.files.desk;

import io.weft.files.wire.Messages;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
    trim();
    Files.write(file, done, StandardCharsets.UTF_8);
  }

  private void trim() {
    while (done.size() > MOST_DONE) {
      done.remove(done.iterator().next());
    }
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
        Properties read = new Properties();
        read.load(new StringReader(Files.readString(each)));
        Map<String, String> fields = new LinkedHashMap<>();
        read.stringPropertyNames().forEach(key -> fields.put(key, read.getProperty(key)));
        open.put(id, fields);
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("{} cannot be read, its transfer does not go on: {}", each, e.getMessage());
      }
    }
    return open;
  }

  /** Keeps one until it is {@linkplain #ended ended}. */
  void keep(String id, Map<String, String> fields) {
    try {
      Properties written = new Properties();
      written.putAll(fields);
      StringWriter text = new StringWriter();
      written.store(text, null);
      Path next = folder.resolve(id + ".next");
      Files.writeString(next, text.toString());
      Files.move(
          next,
          folder.resolve(id + SUFFIX),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("transfer " + id + " cannot be kept in " + folder, e);
    }
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
