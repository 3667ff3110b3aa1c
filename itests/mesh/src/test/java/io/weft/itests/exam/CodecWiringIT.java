package io.weft.itests.exam;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.itests.Answer;
import io.weft.itests.parts.SourceJar;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A handler, its caller and the codec between them are updated and refreshed in every order.
 * Handler and caller each have a class of their own of the same name; whatever was swapped, the
 * next call uses the classes that are there now.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CodecWiringIT {
  private static final String HANDLER = "test.orders.handler";
  private static final String CALLER = "test.orders.caller";
  private static final String TYPES = "test.orders.types";
  private static final String CODEC = "io.weft.codec.jackson";

  @Inject private BundleContext context;
  private ExamNode exam;
  private final List<String> installed = new ArrayList<>();

  @Configuration
  public Option[] configuration() {
    return Exam.with("base", "node", "transport-tcp", "discovery");
  }

  @Before
  public void start() throws Exception {
    exam = ExamNode.in(context);
  }

  @After
  public void uninstall() throws Exception {
    for (String name : installed) {
      exam.bundle(name).uninstall();
    }
  }

  // ---- the bundles

  /** Version 2 has a field more. */
  private static String types(int version) {
    return "  public record Order(String item, int count"
        + (version == 2 ? ", String colour" : "")
        + ") {}\n"
        + "  public record Receipt(Order order, int version) {}\n";
  }

  private static SourceJar handler(int version, boolean shared) {
    return jar(HANDLER, version, shared)
        .source(
            "test.orders.HandlerActivator",
            """
            package test.orders;
            import io.weft.exchange.*;
            import java.util.*;
            import org.osgi.framework.*;
            %s
            public final class HandlerActivator implements BundleActivator, Handler {
            %s
              public void start(BundleContext context) {
                context.registerService(
                    Handler.class,
                    this,
                    new Hashtable<>(
                        Map.of(
                            "weft.service.path", "orders",
                            "weft.service.actions", new String[] {"place"})));
              }
              public void stop(BundleContext context) {}
              public Object handle(Request request) {
                return new Receipt(request.as(Order.class), %d);
              }
            }
            """
                .formatted(imports(shared), shared ? "" : types(version), version))
        .header("Bundle-Activator", "test.orders.HandlerActivator");
  }

  private static SourceJar caller(int version, boolean shared) {
    return jar(CALLER, version, shared)
        .source(
            "test.orders.CallerActivator",
            """
            package test.orders;
            import io.weft.exchange.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.osgi.framework.*;
            %s
            public final class CallerActivator implements BundleActivator, Callable<String> {
            %s
              private BundleContext context;
              public void start(BundleContext started) {
                context = started;
                context.registerService(
                    Callable.class, this, new Hashtable<>(Map.of("test.caller", "orders")));
              }
              public void stop(BundleContext context) {}
              public String call() throws Exception {
                Exchange exchange = context.getService(context.getServiceReference(Exchange.class));
                Reply reply =
                    exchange
                        .request("orders", "place", new Order("lamp", 2%s))
                        .get(20, TimeUnit.SECONDS);
                Receipt receipt = reply.as(Receipt.class);
                return receipt.order() + " by " + receipt.version() + " for %d";
              }
            }
            """
                .formatted(
                    imports(shared),
                    shared ? "" : types(version),
                    version == 2 ? ", \"red\"" : "",
                    version))
        .header("Bundle-Activator", "test.orders.CallerActivator");
  }

  private static SourceJar types(String version) {
    return new SourceJar(TYPES, version + ".0.0")
        // Of two revisions that are there at once, the resolver takes the one of the higher
        // version.
        .header("Export-Package", "test.types;version=1." + version)
        .source(
            "test.types.Orders",
            "package test.types;\npublic final class Orders {\n"
                + types(Integer.parseInt(version))
                + "}\n");
  }

  private static String imports(boolean shared) {
    return shared ? "import test.types.Orders.*;" : "";
  }

  private static SourceJar jar(String name, int version, boolean shared) {
    return new SourceJar(name, version + ".0.0")
        .header(
            "Import-Package",
            "org.osgi.framework,io.weft.exchange" + (shared ? ",test.types" : ""));
  }

  private byte[] compiled(SourceJar jar, Path... more) throws Exception {
    List<Path> classPath = new ArrayList<>(List.of(more));
    classPath.add(Path.of(URI.create(exam.bundle("io.weft.api").getLocation())));
    classPath.add(
        Path.of(BundleContext.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    return jar.bytes(classPath);
  }

  private void install(String name, byte[] jar) throws Exception {
    context.installBundle("memory:" + name, new ByteArrayInputStream(jar)).start();
    installed.add(name);
  }

  private void update(String name, byte[] jar) throws Exception {
    exam.bundle(name).update(new ByteArrayInputStream(jar));
  }

  @SuppressWarnings({"rawtypes", "unchecked"})
  private String call() throws Exception {
    ServiceReference<Callable> caller =
        context.getServiceReferences(Callable.class, "(test.caller=orders)").iterator().next();
    try {
      return ((Callable<String>) context.getService(caller)).call();
    } finally {
      context.ungetService(caller);
    }
  }

  private Answer askFromOutside() {
    return exam.neighbour()
        .ask("request", "orders", "place", "{\"item\":\"lamp\",\"count\":3}", "--json");
  }

  // ---- orders

  private static List<List<String>> orders() {
    List<List<String>> all = new ArrayList<>();
    for (String first : List.of(HANDLER, CALLER, CODEC)) {
      for (String second : List.of(HANDLER, CALLER, CODEC)) {
        for (String third : List.of(HANDLER, CALLER, CODEC)) {
          if (!first.equals(second) && !second.equals(third) && !first.equals(third)) {
            all.add(List.of(first, second, third));
          }
        }
      }
    }
    return all;
  }

  @Test
  public void inEveryOrderTheNextCallUsesTheClassesThatAreThereNow() throws Exception {
    byte[][] handlers = {compiled(handler(1, false)), compiled(handler(2, false))};
    byte[][] callers = {compiled(caller(1, false)), compiled(caller(2, false))};
    install(HANDLER, handlers[0]);
    install(CALLER, callers[0]);
    int handles = 1;
    int calls = 1;
    assertThat(call()).isEqualTo("Order[item=lamp, count=2] by 1 for 1");
    for (boolean refreshing : new boolean[] {false, true}) {
      for (List<String> order : orders()) {
        for (String name : order) {
          switch (name) {
            case HANDLER -> update(HANDLER, handlers[(handles = 3 - handles) - 1]);
            case CALLER -> update(CALLER, callers[(calls = 3 - calls) - 1]);
            default -> exam.bundle(CODEC).update();
          }
          if (refreshing) {
            exam.refresh(exam.bundle(name));
          }
          String colour = calls == 1 ? "" : handles == 1 ? ", colour=null" : ", colour=red";
          assertThat(call())
              .as("%s, of which %s was swapped last", order, name)
              .isEqualTo("Order[item=lamp, count=2" + colour + "] by " + handles + " for " + calls);
        }
      }
    }
    exam.neighbour()
        .until(
            "knows the orders here",
            ExamNode.LONG,
            () -> exam.neighbour().ask("services", "--json").out().contains("\"orders\""));
    assertThat(askFromOutside().json().at("/result/version").asInt()).isEqualTo(handles);
  }

  @Test
  public void typesOfABundleOfTheirOwnAreNewAfterItsRefresh() throws Exception {
    byte[] first = compiled(types("1"));
    byte[] second = compiled(types("2"));
    Path old = Files.createTempFile("types", ".jar");
    Path now = Files.createTempFile("types", ".jar");
    Files.write(old, first);
    Files.write(now, second);
    install(TYPES, first);
    install(HANDLER, compiled(handler(1, true), old));
    install(CALLER, compiled(caller(1, true), old));
    assertThat(call()).isEqualTo("Order[item=lamp, count=2] by 1 for 1");

    update(TYPES, second);
    assertThat(call()).as("not refreshed yet").isEqualTo("Order[item=lamp, count=2] by 1 for 1");
    update(CALLER, compiled(caller(2, true), now));
    assertThat(call())
        .as("the caller is wired to the new types, the handler to the old ones")
        .isEqualTo("Order[item=lamp, count=2, colour=null] by 1 for 2");
    update(HANDLER, compiled(handler(2, true), now));
    exam.refresh(exam.bundle(TYPES));
    exam.refresh(exam.bundle(CODEC));
    assertThat(call()).isEqualTo("Order[item=lamp, count=2, colour=red] by 2 for 2");
  }

  @Test
  public void whatCannotBeReadIsNamedWithTypeBundleAndContentType() throws Exception {
    install(HANDLER, compiled(handler(1, false)));
    exam.neighbour()
        .until(
            "knows the orders here",
            ExamNode.LONG,
            () -> exam.neighbour().ask("services", "--json").out().contains("\"orders\""));
    Answer answer = exam.neighbour().ask("request", "orders", "place", "{\"count\":[1]}");

    assertThat(answer.exit()).isNotZero();
    assertThat(answer.err())
        .contains("test.orders.HandlerActivator$Order", HANDLER, "application/json");
  }
}
