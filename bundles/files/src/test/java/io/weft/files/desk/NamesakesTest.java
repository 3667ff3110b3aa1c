package io.weft.files.desk;

import static io.weft.files.desk.Yard.names;
import static io.weft.files.desk.Yard.same;
import static io.weft.files.desk.Yard.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.files.desk.Yard.Place;
import io.weft.files.receive.Disk;
import io.weft.transfer.SendOptions;
import io.weft.transfer.Transfer;
import io.weft.transfer.Transfer.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that differ here, and are one on other systems' disks. */
class NamesakesTest {
  @TempDir Path root;
  private Yard yard;
  private Place ada;

  @BeforeEach
  void yard() {
    yard = new Yard(root);
    ada = yard.place("ada");
  }

  @AfterEach
  void end() {
    yard.close();
  }

  /** As macOS and Windows have them: one name whatever its case, or its form. */
  private record FoldingDisk() implements Disk {
    @Override
    public long freeBytes(Path folder) {
      return 1L << 40;
    }

    @Override
    public void write(FileChannel to, ByteBuffer bytes, long at) throws IOException {
      SYSTEM.write(to, bytes, at);
    }

    @Override
    public boolean isOneName(Path folder, String one, String other) {
      return Normalizer.normalize(one, Normalizer.Form.NFC)
          .equalsIgnoreCase(Normalizer.normalize(other, Normalizer.Form.NFC));
    }
  }

  private Transfer send(Place bob, String one, String other) throws IOException {
    Path first = yard.file("source/" + one, 9);
    Path second = yard.file("source/" + other, 10);
    assertThat(first).isNotEqualTo(second);
    return ada.desk.send(List.of(root.resolve("source")), bob.id, SendOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({"readme, README", "A/b/x, a/b/x", "gr\u00fcn, gru\u0308n", "d, D/x"})
  void whereTheyAreOneNeitherIsWrittenOverTheOther(String one, String other) throws Exception {
    Place bob = yard.place("bob", new FoldingDisk(), Yard.limits());

    Transfer sent = send(bob, one, other);
    until(sent, State.FAILED);

    assertThat(sent.remark()).contains("are one on the disk of the receiver", "send them apart");
    assertThat(names(bob.received)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"readme, README", "A/b/x, a/b/x", "gr\u00fcn, gru\u0308n"})
  void whereTheyAreTwoBothArrive(String one, String other) throws Exception {
    Place bob = yard.place("bob");

    until(send(bob, one, other), State.DONE);

    same(root.resolve("source/" + one), bob.received.resolve("source/" + one));
    same(root.resolve("source/" + other), bob.received.resolve("source/" + other));
  }

  @Test
  void theDiskOfThisSystemIsAsked() throws Exception {
    assertThat(Disk.SYSTEM.isOneName(root, "a", "a")).isTrue();
    assertThat(Disk.SYSTEM.isOneName(root, "a", "b")).isFalse();
    assertThat(names(root)).containsExactly("ada", "ada/transfers");
  }
}
