package io.weft.itests.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** A node in this framework and one in another process, of the same bundles, talk. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TwoFrameworksIT {
  @Inject private BundleContext context;
  private ExamNode exam;

  @Configuration
  public Option[] configuration() {
    return Exam.with("base", "node", "transport-tcp", "discovery", "hello");
  }

  @Before
  public void connect() {
    exam = ExamNode.in(context);
  }

  @Test
  public void requestIsAnsweredLocallyFirst() throws Exception {
    Reply reply =
        exam.exchange().request("hello", "greet", Map.of("name", "Ada")).get(10, TimeUnit.SECONDS);
    assertThat(reply.from()).isEqualTo(exam.node().record().id());
  }

  @Test
  public void requestIsAnsweredByTheOtherFramework() throws Exception {
    NodeId neighbour = new NodeId(exam.neighbour().id());
    Reply reply =
        exam.exchange()
            .request(
                "hello",
                "greet",
                Map.of("name", "Ada"),
                RequestOptions.DEFAULT.withTarget(neighbour))
            .get(10, TimeUnit.SECONDS);
    assertThat(reply.from()).isEqualTo(neighbour);
    assertThat(reply.as(Object.class).toString()).contains("Ada");
  }

  @Test
  public void otherFrameworkIsAnsweredByThisOne() {
    exam.neighbour()
        .until(
            "knows hello here",
            ExamNode.LONG,
            () -> exam.neighbour().ask("services", "--json").out().contains("\"exam\""));
    assertThat(
            exam.neighbour()
                .ask("request", "hello", "greet", "{\"name\": \"Ada\"}", "--to", "exam", "--json")
                .json()
                .path("name")
                .asText())
        .isEqualTo("exam");
  }
}
