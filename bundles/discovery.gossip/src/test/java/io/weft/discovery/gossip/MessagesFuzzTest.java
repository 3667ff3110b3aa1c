package io.weft.discovery.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class MessagesFuzzTest {

  private interface Form<T> {
    T read(byte[] bytes) throws Garbled;

    byte[] write(T message);
  }

  /** What is read can be written, and is then read as the same; what is not is refused, no more. */
  @MethodSource("golden")
  @FuzzTest(maxDuration = "3s")
  void whateverComesIsReadOrRefused(byte[] bytes) throws Garbled {
    look(bytes, form(Chat::decode, Chat::encode));
    look(bytes, form(DigestAsk::decode, DigestAsk::encode));
    look(bytes, form(PageAsk::decode, PageAsk::encode));
    look(
        bytes,
        form(
            all -> PageAnswer.decode(all, Golden.DICTIONARY),
            page -> page.encode(Golden.DICTIONARY)));
    try {
      DigestAnswer.decode(bytes); // a long list is cut when it is written
    } catch (Garbled e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      Marks.merge(bytes, MarksTest.roster(100, 3));
    } catch (Garbled e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private interface Reader<T> {
    T read(byte[] bytes) throws Garbled;
  }

  private interface Writer<T> {
    byte[] write(T message);
  }

  private static <T> Form<T> form(Reader<T> reader, Writer<T> writer) {
    return new Form<>() {
      @Override
      public T read(byte[] bytes) throws Garbled {
        return reader.read(bytes);
      }

      @Override
      public byte[] write(T message) {
        return writer.write(message);
      }
    };
  }

  private static <T> void look(byte[] bytes, Form<T> form) throws Garbled {
    T read;
    try {
      read = form.read(bytes);
    } catch (Garbled e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    assertThat(form.read(form.write(read))).usingRecursiveComparison().isEqualTo(read);
  }

  static Stream<byte[]> golden() {
    return Golden.messages();
  }
}
