package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Either side of the desk reads what a stranger sent. */
class DeskMessagesFuzzTest {

  @FuzzTest
  void bytesOfAMessage(byte[] message) {
    try {
      DeskMessages.Application application = DeskMessages.application(message);
      assertThat(DeskMessages.application(application)).isEqualTo(message);
    } catch (DeskMessages.Malformed e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      DeskMessages.answer(message);
    } catch (DeskMessages.Malformed | Refusal e) {
      assertThat(e.getMessage()).isNotNull();
    }
  }
}
