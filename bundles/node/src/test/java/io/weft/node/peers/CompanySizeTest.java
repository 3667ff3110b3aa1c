package io.weft.node.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompanySizeTest {

  @Test
  void profilesAndNumbersAreRead() {
    assertThat(CompanySize.parse("minimal")).isEqualTo(new CompanySize(4, 8));
    assertThat(CompanySize.parse(" Standard ")).isEqualTo(new CompanySize(16, 32));
    assertThat(CompanySize.parse("bridge")).isEqualTo(new CompanySize(64, 128));
    assertThat(CompanySize.parse("2-2")).isEqualTo(new CompanySize(2, 2));
    assertThat(CompanySize.parse("3..9")).isEqualTo(new CompanySize(3, 9));
  }

  @Test
  void aTargetAboveTheMaximumIsAnErrorThatSaysSo() {
    assertThatThrownBy(() -> CompanySize.parse("9-3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("target of 9 is above the maximum of 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "0-4", "4", "1-99999", "-1-5", "1-2-3"})
  void anythingElseIsAnErrorWithWhatIsExpected(String text) {
    assertThatThrownBy(() -> CompanySize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .isNotBlank();
  }

  @Test
  void aNetworkThatFitsIsLinkedFully() {
    CompanySize size = new CompanySize(2, 5);

    assertThat(size.goal(5)).isEqualTo(5);
    assertThat(size.goal(6)).isEqualTo(2);
  }

  @Test
  void aSeatIsLeftForWhoComesWhereNotAllFit() {
    assertThat(new CompanySize(2, 5).kept(5)).isEqualTo(5);
    assertThat(new CompanySize(2, 5).kept(6)).isEqualTo(4);
    assertThat(new CompanySize(2, 2).kept(6)).isEqualTo(2);
  }
}
