package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Lent;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceDescription;
import io.weft.testkit.Eventually;
import io.weft.v1.Cancel;
import io.weft.v1.Failure;
import io.weft.v1.NodeMessage;
import io.weft.v1.Opening;
import io.weft.v1.RequestOptions;
import io.weft.v1.Response;
import io.weft.v1.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a peer may write that no node of ours writes: headers and cancels of all kinds. */
class RequestsByHandTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member node;
  private HandLink link;

  private final AtomicInteger ran = new AtomicInteger();
  private final AtomicInteger told = new AtomicInteger();
  private final AtomicReference<Request> got = new AtomicReference<>();

  @BeforeEach
  void linkByHand() throws IOException {
    lab = new Lab(folder);
    node = lab.start("node");
    node.offer("echo", "back", request -> new byte[] {(byte) ran.incrementAndGet()});
    node.offer(
        "slow",
        "do",
        request -> {
          request.whenCancelled(told::incrementAndGet);
          got.set(request);
          return new CompletableFuture<>();
        });
    link = new HandLink(lab, node, lab.start("author"));
  }

  @AfterEach
  void stop() {
    link.close();
    lab.close();
  }

  private void ask(long id, String path, String action, RequestOptions.Builder options)
      throws IOException {
    link.send(
        NodeMessage.newBuilder()
            .setMessageId(id)
            .setRequest(
                io.weft.v1.Request.newBuilder()
                    .setServicePath(path)
                    .setAction(action)
                    .setOptions(options)));
  }

  private Response answer(long id) {
    return link.await("an answer to " + id, each -> each.hasResponse() && each.getMessageId() == id)
        .getResponse();
  }

  private void cancel(long id) throws IOException {
    link.send(NodeMessage.newBuilder().setMessageId(id).setCancel(Cancel.getDefaultInstance()));
  }

  private void assertRefused(long id, Map<String, String> headers, String why) throws IOException {
    ask(id, "echo", "back", RequestOptions.newBuilder().putAllHeaders(headers));

    Response refusal = answer(id);
    assertThat(refusal.getFailure()).isEqualTo(Failure.APPLICATION);
    assertThat(refusal.getErrorCode()).isEqualTo(ApplicationException.BAD_HEADERS);
    assertThat(refusal.getErrorMessage()).contains("not carried out", why);
  }

  @Test
  void badHeadersAreAnsweredWithWhatIsWrongAndRunNothing() throws IOException {
    Map<String, String> many = new TreeMap<>();
    for (int i = 0; i < 50_000; i++) {
      many.put("h" + i, "x");
    }

    assertRefused(1, many, "50000 headers (limit 16)");
    assertRefused(2, Map.of("Upper", "x"), "header name \"Upper\"");
    assertRefused(3, Map.of("h", "x".repeat(100_000)), "limit 1024");
    assertRefused(4, Map.of("h", "a\nb"), "control character");
    assertRefused(5, Map.of("", ""), "header name \"\"");

    assertThat(ran).hasValue(0);
    ask(6, "echo", "back", RequestOptions.newBuilder().putHeaders("tenant", "studio"));
    assertThat(answer(6).getSuccess()).as("the link goes on").isTrue();
  }

  @Test
  void aRequestThatComesAgainIsRunAgainIfItsAnswerWasLent() throws IOException {
    node.offer(
        new ServiceDescription("store", "1.0.0", "", Set.of("read"), List.of(), Set.of("read"), ""),
        request -> new Lent(ByteBuffer.wrap(new byte[] {(byte) ran.incrementAndGet()}), () -> {}),
        true);
    ask(20, "store", "read", RequestOptions.newBuilder());
    ask(20, "store", "read", RequestOptions.newBuilder());
    ask(21, "echo", "back", RequestOptions.newBuilder());

    answer(21);
    assertThat(link.received(each -> each.hasResponse() && each.getMessageId() == 20))
        .extracting(each -> (int) each.getResponse().getData().byteAt(0))
        .containsExactly(1, 2);
  }

  @Test
  void aCancelledRequestTellsItsHandlerAndIsNotAnswered() throws IOException {
    ask(7, "slow", "do", RequestOptions.newBuilder().setPriority(-1));
    Eventually.until("the handler has it", Lab.SOON, () -> got.get() != null);

    cancel(7);
    cancel(7);

    Eventually.until("the handler is told", Lab.SOON, () -> told.get() > 0);
    ask(8, "echo", "back", RequestOptions.newBuilder());
    answer(8);
    assertThat(told).hasValue(1);
    assertThat(link.received(each -> each.hasResponse() && each.getMessageId() == 7)).isEmpty();
  }

  @Test
  void aPriorityAboveTheHighestIsTheHighest() throws IOException {
    ask(11, "slow", "do", RequestOptions.newBuilder().setPriority(1_000_000));

    Eventually.until("the handler has it", Lab.SOON, () -> got.get() != null);
    assertThat(got.get().priority()).isEqualTo(io.weft.exchange.RequestOptions.MAX_PRIORITY);
  }

  @Test
  void cancelsForNothingAndFloodsOfThemHarmNobody() throws IOException {
    for (long id = 0; id < 50_000; id++) {
      cancel(id * 7919);
    }
    cancel(-1);
    cancel(Long.MIN_VALUE);

    ask(1, "echo", "back", RequestOptions.newBuilder());

    assertThat(answer(1).getSuccess()).isTrue();
    assertThat(link.isClosed()).isFalse();
  }

  @Test
  void aDeadlineThatEndsTellsTheHandlerWithoutACancel() throws IOException {
    ask(9, "slow", "do", RequestOptions.newBuilder().setDeadlineMs(50));

    Eventually.until("the handler is told", Lab.SOON, () -> told.get() > 0);
    assertThat(got.get().cancelled()).isTrue();
  }

  @Test
  void headersOfTheRequestReachTheHandler() throws IOException {
    ask(
        10,
        "slow",
        "do",
        RequestOptions.newBuilder().putHeaders("tenant", "studio").putHeaders("lang", "de"));

    Eventually.until("the handler has it", Lab.SOON, () -> got.get() != null);
    assertThat(got.get().headers().entries()).isEqualTo(Map.of("lang", "de", "tenant", "studio"));
  }

  @Test
  void whatIsCancelledBeforeItComesIsNotRun() throws IOException {
    cancel(40);
    ask(40, "echo", "back", RequestOptions.newBuilder());
    link.send(
        NodeMessage.newBuilder()
            .setMessageId(41)
            .setStream(Stream.newBuilder().setKind(Stream.Kind.CANCEL).setOpener(true)));
    ask(41, "echo", "back", RequestOptions.newBuilder().setConversation(Opening.newBuilder()));

    assertThat(answer(40).getFailure()).isEqualTo(Failure.ANSWER_LOST);
    assertThat(answer(41).getFailure()).isEqualTo(Failure.ANSWER_LOST);
    ask(42, "echo", "back", RequestOptions.newBuilder());
    assertThat(answer(42).getSuccess()).isTrue();
    assertThat(ran).hasValue(1);
  }
}
