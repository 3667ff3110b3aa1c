package io.weft.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnixAddressTest {

  @ParameterizedTest
  @ValueSource(strings = {"/a", "/run/user/1000/weft/ada.sock", "/tmp/with space/é?#%.sock"})
  void isWrittenAsItIsRead(String path) {
    UnixAddress address = new UnixAddress(Path.of(path));
    assertThat(UnixAddress.of(address.uri())).isEqualTo(address);
    assertThat(address.uri().getRawAuthority()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unix:relative.sock",
        "unix://host/path",
        "unix:/path?query",
        "unix:/path#part",
        "unix:/nul%00",
        "tcp:/path"
      })
  void otherFormsAreRefusedWithTheRightOneShown(String text) {
    assertThatThrownBy(() -> UnixAddress.of(URI.create(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(text)
        .hasMessageContaining("unix:/path is expected");
  }

  @Test
  void bytesAreCountedNotCharacters() {
    Path letters = Path.of("/" + "a".repeat(UnixAddress.longest() - 1));
    Path wide = Path.of("/" + "é".repeat(UnixAddress.longest() - 1));
    assertThat(new UnixAddress(letters).isTooLong()).isFalse();
    assertThat(new UnixAddress(wide).isTooLong()).isTrue();
  }

  @Test
  void nodeCompletesWhatItListensAt() {
    assertThat(UnixComponent.template(Path.of("weft.sock"))).isEqualTo("unix:{data}/weft.sock");
    assertThat(UnixComponent.template(Path.of("a b/c.sock"))).isEqualTo("unix:{data}/a%20b/c.sock");
    assertThat(UnixComponent.template(Path.of("/run/x.sock"))).isEqualTo("unix:/run/x.sock");
  }
}
