package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** A ticket is text from anywhere: it comes back as it was, or is refused with words. */
class OneTimeTicketFuzzTest {

  @FuzzTest
  void bytesOfATicket(byte[] content) {
    if (content.length == 0 || content.length > 4000) {
      return;
    }
    try {
      OneTimeTicket ticket = OneTimeTicket.parse(Ticket.line(OneTimeTicket.PREFIX, content));
      assertThat(OneTimeTicket.parse(ticket.text()).id()).isEqualTo(ticket.id());
    } catch (Ticket.Invalid e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
