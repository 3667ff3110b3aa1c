package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Conversation;
import io.weft.exchange.Handler;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Reply;
import io.weft.exchange.Request;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.testkit.Eventually;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Conversations between whole nodes. */
@Timeout(30)
class StreamsTest {
  private static final AtomicInteger STAGES = new AtomicInteger();

  @TempDir static Path folder;
  private static Lab lab;
  private static Lab.Member a;
  private static Lab.Member b;

  /** Of this test's service. */
  private final String stage = "stage/" + STAGES.incrementAndGet();

  @BeforeAll
  static void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("echo", 1);
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  private Conversation open(String action, Handler handler, RequestOptions options)
      throws Exception {
    b.offer(stage, action, handler);
    a.awaitService(stage, 1);
    return a.mesh.exchange().open(stage, action, new byte[] {3}, options).get(10, TimeUnit.SECONDS);
  }

  private Conversation open(String action, Handler handler) throws Exception {
    return open(action, handler, RequestOptions.DEFAULT);
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  static int number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt();
  }

  private static List<Integer> numbers(Conversation conversation) throws InterruptedException {
    List<Integer> all = new ArrayList<>();
    conversation.incoming().each(byte[].class, bytes -> all.add(number(bytes)));
    return all;
  }

  /** Sends the numbers below this. */
  private static Handler counting(int count) {
    return request -> {
      for (int i = 0; i < count; i++) {
        request.conversation().outgoing().send(number(i));
      }
      return null;
    };
  }

  private static Object echo(Request request) throws InterruptedException {
    Conversation conversation = request.conversation();
    for (var item = conversation.incoming().next();
        item.isPresent();
        item = conversation.incoming().next()) {
      conversation.outgoing().send(item.get().as(byte[].class));
    }
    return null;
  }

  private static void awaitOver(Conversation conversation) throws Exception {
    conversation.ended().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void anAnswerIsAStreamInOrder() throws Exception {
    Conversation conversation = open("count", counting(5_000));

    assertThat(numbers(conversation)).hasSize(5_000).isSorted().doesNotHaveDuplicates();
    assertThat(conversation.peer()).isEqualTo(b.id());
    awaitOver(conversation);
    assertThat(conversation.incoming().next()).isEmpty();
  }

  @Test
  void aHandlerTakesAStreamAndItsResultIsTheLastItem() throws Exception {
    Conversation conversation =
        open(
            "sum",
            request -> {
              AtomicInteger sum = new AtomicInteger(request.as(byte[].class)[0]);
              request
                  .conversation()
                  .incoming()
                  .each(byte[].class, bytes -> sum.addAndGet(number(bytes)));
              return number(sum.get());
            });
    for (int i = 1; i <= 3_000; i++) {
      conversation.outgoing().send(number(i));
    }
    conversation.outgoing().end();

    assertThat(numbers(conversation)).containsExactly(3 + 3_000 * 3_001 / 2);
    awaitOver(conversation);
    assertThatThrownBy(() -> conversation.outgoing().send(number(1)))
        .isInstanceOf(ApplicationException.class);
  }

  @Test
  void bothWaysRunAtTheSameTimeAndEndForThemselves() throws Exception {
    Conversation conversation = open("echo", StreamsTest::echo);
    CompletableFuture<List<Integer>> back =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return numbers(conversation);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    for (int i = 0; i < 4_000; i++) {
      conversation.outgoing().send(number(i));
    }
    conversation.outgoing().end();

    assertThat(back.get(10, TimeUnit.SECONDS)).hasSize(4_000).isSorted();
    awaitOver(conversation);
  }

  @Test
  void anErrorInTheMiddleFollowsWhatWasSentBefore() throws Exception {
    Conversation conversation =
        open(
            "torn",
            request -> {
              counting(700).handle(request);
              throw new ApplicationException("torn", "the tape is torn");
            });

    for (int i = 0; i < 700; i++) {
      assertThat(conversation.incoming().next()).isPresent();
    }
    assertThatThrownBy(() -> conversation.incoming().next())
        .isInstanceOfSatisfying(
            ApplicationException.class, e -> assertThat(e.code()).isEqualTo("torn"))
        .hasMessage("the tape is torn");
    assertThat(conversation.ended().toCompletableFuture()).failsWithin(Lab.SOON);
  }

  @Test
  void aCallerThatCancelsEndsTheHandler() throws Exception {
    AtomicReference<Throwable> told = new AtomicReference<>();
    Conversation conversation =
        open(
            "count",
            request -> {
              try {
                return counting(Integer.MAX_VALUE).handle(request);
              } catch (ApplicationException e) {
                told.set(e);
                throw e;
              }
            });
    assertThat(conversation.incoming().next()).isPresent();

    conversation.cancel("enough", "seen it");

    Eventually.until("the handler was told", Lab.SOON, () -> told.get() != null);
    assertThat(((ApplicationException) told.get()).code()).isEqualTo("enough");
    assertThatThrownBy(() -> conversation.incoming().next())
        .isInstanceOf(ApplicationException.class)
        .hasMessage("seen it");
  }

  @Test
  void aHandlerThatCancelsEndsTheCallerThatWaits() throws Exception {
    Conversation conversation =
        open(
            "refuse",
            request -> {
              request.conversation().incoming().next();
              request.conversation().cancel("full", "the disk is full");
              return null;
            });
    CountDownLatch sent = new CountDownLatch(1);
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                while (true) {
                  conversation.outgoing().send(new byte[1024]);
                  sent.countDown();
                }
              } catch (Exception e) {
                return e;
              }
            });

    assertThat(failure.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ApplicationException.class)
        .hasMessage("the disk is full");
    assertThat(sent.getCount()).isZero();
  }

  @Test
  void theDeadlineIsThatOfTheWhole() throws Exception {
    CompletableFuture<Throwable> there = new CompletableFuture<>();
    Conversation conversation =
        open(
            "wait",
            request -> {
              assertThat(request.remaining()).isBetween(Duration.ZERO, Duration.ofMillis(400));
              try {
                return request.conversation().incoming().next();
              } catch (RequestException e) {
                there.complete(e);
                throw e;
              }
            },
            RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(400)));

    RequestException here =
        catchThrowableOfType(RequestException.class, () -> conversation.incoming().next());

    assertThat(here.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(here).message().contains(stage + " wait").contains("ms");
    assertThat(there.get(10, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
  }

  @Test
  void withoutADeadlineAConversationLastsLongerThanARequest() throws Exception {
    Conversation conversation =
        open(
            "wait",
            request -> {
              assertThat(request.remaining()).isGreaterThan(Duration.ofDays(1));
              return echo(request);
            });
    conversation.outgoing().send(number(7));

    assertThat(conversation.incoming().next()).isPresent();
    conversation.close();
  }

  @Test
  void whoNeverReadsHoldsAWindowAndStopsTheProducerOnly() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    Conversation conversation =
        open(
            "flood",
            request -> {
              while (true) {
                request.conversation().outgoing().send(new byte[1024]);
                sent.incrementAndGet();
              }
            });
    Eventually.until("the window is full", Lab.SOON, () -> sent.get() >= 2_048);
    for (int i = 0; i < 200; i++) {
      Reply reply =
          a.mesh.exchange().request("echo", "back", new byte[1]).get(10, TimeUnit.SECONDS);
      assertThat(reply.as(byte[].class)).hasSize(1);
    }

    assertThat(sent.get()).isEqualTo(2_048);
    conversation.close();
  }

  @Test
  void hundredsRunAtOnceBesideCalls() throws Exception {
    b.offer(stage, "count", counting(300));
    a.awaitService(stage, 1);
    List<Conversation> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(a.mesh.exchange().open(stage, "count", null, RequestOptions.DEFAULT).get());
    }

    for (Conversation each : all) {
      a.mesh.exchange().request("echo", "back", new byte[1]).get(10, TimeUnit.SECONDS);
      assertThat(numbers(each)).hasSize(300).isSorted();
    }
  }

  @Test
  void withoutWaitingItWorksByFutures() throws Exception {
    Conversation conversation = open("echo", StreamsTest::echo);
    int sent = 0;
    while (conversation.outgoing().offer(new byte[2048])) {
      sent++;
    }
    assertThat(sent).isPositive();
    CompletableFuture<Void> room = conversation.outgoing().room().toCompletableFuture();
    for (int i = 0; i < sent; i++) {
      Optional<?> item =
          conversation.incoming().later().toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(item).isPresent();
    }
    room.get(10, TimeUnit.SECONDS);
    CompletableFuture<?> end = conversation.incoming().later().toCompletableFuture();
    conversation.outgoing().end();

    assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(Optional.empty());
    assertThat(conversation.outgoing().room().toCompletableFuture()).isCompletedExceptionally();
  }

  @Test
  void aPlainRequestIsToldToOpenAConversation() {
    b.offer(stage, "count", counting(3));
    a.awaitService(stage, 1);

    assertThatThrownBy(() -> a.mesh.exchange().request(stage, "count", null).get())
        .cause()
        .isInstanceOfSatisfying(
            ApplicationException.class, e -> assertThat(e.code()).isEqualTo("no_conversation"))
        .hasMessageContaining("count of " + stage);
  }

  @Test
  void aPlainActionAnswersWithOneItem() throws Exception {
    Conversation conversation = open("plain", request -> number(42));

    assertThat(numbers(conversation)).containsExactly(42);
    awaitOver(conversation);
  }

  @Test
  void aResultThatComesLaterIsTheLastItem() throws Exception {
    CompletableFuture<byte[]> later = new CompletableFuture<>();
    Conversation conversation = open("later", request -> later);
    later.complete(number(8));

    assertThat(numbers(conversation)).containsExactly(8);
  }

  @Test
  void aConversationThatNobodyOffersIsNotSent() {
    RequestException failure =
        (RequestException)
            catchThrowableOfType(
                    ExecutionException.class,
                    () -> a.mesh.exchange().open("none", "x", null, RequestOptions.DEFAULT).get())
                .getCause();

    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure.reason()).isEqualTo(Reason.NO_SERVICE);
  }

  @Test
  void aNodeThatStopsEndsItsConversationsAsUnknown() throws Exception {
    Lab.Member c = lab.start("c");
    c.offer(stage, "echo", StreamsTest::echo);
    a.awaitService(stage, 1);
    Conversation conversation =
        a.mesh.exchange().open(stage, "echo", null, RequestOptions.DEFAULT).get();
    conversation.outgoing().send(number(1));
    assertThat(conversation.incoming().next()).isPresent();

    c.mesh.close();

    RequestException failure =
        catchThrowableOfType(RequestException.class, () -> conversation.incoming().next());
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failure.reason()).isEqualTo(Reason.LINK_LOST);
    assertThat(failure).message().contains(stage + " echo");
  }

  @Test
  void anItemLargerThanAFrameIsRefusedAndTheRestGoesOn() throws Exception {
    Conversation conversation = open("echo", StreamsTest::echo);
    int limit = a.mesh.settings().maxMessageSize();

    assertThatThrownBy(() -> conversation.outgoing().send(new byte[limit]))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("max_message_size");
    byte[] large = new byte[300_000];
    large[299_999] = 5;
    conversation.outgoing().send(large);

    assertThat(conversation.incoming().next().orElseThrow().as(byte[].class)).isEqualTo(large);
    conversation.close();
  }

  @Test
  void withinAProcessItemsAreHandedOverAsTheyAre() throws Exception {
    Object item = new Object();
    a.offer(
        stage,
        "echo",
        request -> {
          Conversation conversation = request.conversation();
          conversation
              .outgoing()
              .send(conversation.incoming().next().orElseThrow().as(Object.class));
          return null;
        });
    Conversation conversation =
        a.mesh.exchange().open(stage, "echo", null, RequestOptions.DEFAULT).get();
    conversation.outgoing().send(item);

    assertThat(conversation.incoming().next().orElseThrow().as(Object.class)).isSameAs(item);
    assertThat(conversation.incoming().next()).isEmpty();
    assertThat(conversation.peer()).isEqualTo(a.id());
    awaitOver(conversation);
  }

  @Test
  void withinAProcessTheProducerWaitsAsWell() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    a.offer(
        stage,
        "flood",
        request -> {
          while (true) {
            request.conversation().outgoing().send("an item");
            sent.incrementAndGet();
          }
        });
    Conversation conversation =
        a.mesh.exchange().open(stage, "flood", null, RequestOptions.DEFAULT).get();
    Eventually.until("the window is full", Lab.SOON, () -> sent.get() == 256);
    for (int i = 0; i < 1_000; i++) {
      assertThat(conversation.incoming().next()).isPresent();
    }

    assertThat(sent.get()).isBetween(1_000, 1_256);
    conversation.close();
  }

  @Test
  void aCallerThatGivesUpBeforeItBeginsLeavesNoHandlerBehind() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    b.offer(
        stage,
        "echo",
        request -> {
          try {
            return echo(request);
          } finally {
            ended.countDown();
          }
        });
    a.awaitService(stage, 1);
    CompletableFuture<Conversation> opened =
        a.mesh.exchange().open(stage, "echo", null, RequestOptions.DEFAULT);
    if (!opened.cancel(true)) {
      opened.get().close(); // it was faster
    }

    // Either it was never begun, or it was ended.
    Eventually.until(
        "nothing runs",
        Lab.SOON,
        () ->
            b.mesh.directory().local().stream()
                .allMatch(service -> service.metrics().outstanding() == 0));
    assertThat(ended.getCount()).isLessThanOrEqualTo(1);
  }
}
