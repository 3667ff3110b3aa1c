package io.weft.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every rule notices: a made-up repository that breaks it. */
class BrokenHouseTest {
  @TempDir Path root;
  private House house;

  @BeforeEach
  void makeHouse() {
    house = new House(root);
  }

  @Test
  void packageThatSaysNothingIsFound() throws IOException {
    main("node", "io/weft/util/Things.java", "package io.weft.util; class Things {}");

    assertThat(Tidiness.names(house)).singleElement().asString().contains("package io.weft.util");
  }

  @Test
  void classThatSaysNothingIsFound() throws IOException {
    main("node", "io/weft/node/A.java", "package io.weft.node; class LinkManager {}");
    main("node", "io/weft/node/B.java", "package io.weft.node; class B { enum RetryHelper {} }");
    main("node", "io/weft/node/C.java", "package io.weft.node; class PinningTrustManager {}");
    main("node", "io/weft/node/D.java", "package io.weft.node; class Base32 {}");

    assertThat(Tidiness.names(house))
        .containsExactly(
            "bundles/node/src/main/java/io/weft/node/A.java: class LinkManager",
            "bundles/node/src/main/java/io/weft/node/B.java: class RetryHelper");
  }

  @Test
  void deepPackageIsFound() throws IOException {
    main("node", "io/weft/a/b/c/A.java", "package io.weft.a.b.c; class A {}");

    assertThat(Tidiness.depth(house)).singleElement().asString().contains("io.weft.a.b.c");
  }

  @Test
  void longFileIsFound() throws IOException {
    main(
        "node",
        "io/weft/a/Ok.java",
        "package io.weft.a;\n\n" + "//\n".repeat(497) + "class Ok {}\n");
    main(
        "node",
        "io/weft/a/No.java",
        "package io.weft.a;\n\n" + "//\n".repeat(498) + "class No {}\n");

    assertThat(Tidiness.sizes(house))
        .containsExactly("bundles/node/src/main/java/io/weft/a/No.java: 501 lines (limit 500)");
  }

  @Test
  void sleepingTestIsFound() throws IOException {
    test(
        "node",
        "io/weft/a/ATest.java",
        """
        package io.weft.a;
        class ATest {
          // Thread.sleep(1) in a comment is none
          void a() throws Exception { Thread.sleep(1); }
        }
        """);

    assertThat(Tidiness.sleeps(house))
        .containsExactly("bundles/node/src/test/java/io/weft/a/ATest.java:4: Thread.sleep");
  }

  @Test
  void printingBundleIsFound() throws IOException {
    String prints = "package io.weft.a; class A { void a() { System.out.println(1); } }";
    main("node", "io/weft/a/A.java", prints);
    main("shell", "io/weft/a/A.java", prints);

    assertThat(Tidiness.prints(house))
        .containsExactly("bundles/node/src/main/java/io/weft/a/A.java:1: System.out");
  }

  @Test
  void apiWithoutCommentsVersionsAndRolesIsFound() throws IOException {
    main("api", "io/weft/a/A.java", "package io.weft.a; public interface A { record In() {} }");
    main("api", "io/weft/a/B.java", "package io.weft.a; /** B. */ public record B() {}");
    main("api", "io/weft/a/C.java", "package io.weft.a; class C {}");

    assertThat(ApiRules.comments(house))
        .containsExactly(
            "bundles/api/src/main/java/io/weft/a/A.java: A has no comment",
            "bundles/api/src/main/java/io/weft/a/A.java: In has no comment");
    assertThat(ApiRules.versions(house)).containsExactly("io.weft.a has no @Export and @Version");
    assertThat(ApiRules.roles(house)).singleElement().asString().contains("A.java: A has neither");
  }

  @Test
  void largeApiIsFound() throws IOException {
    StringBuilder types = new StringBuilder("package io.weft.a; public interface A {");
    for (int i = 0; i < 150; i++) {
      types.append("record R").append(i).append("() {}");
    }
    main("api", "io/weft/a/A.java", types.append("}").toString());

    assertThat(ApiRules.size(house)).containsExactly("api has 151 public types (limit 150)");
  }

  @Test
  void pluginWithoutItsContractTestIsFound() throws IOException {
    test("codec.good", "io/weft/CTest.java", "class CTest extends CodecContract {}");
    test("codec.between", "io/weft/Own.java", "abstract class Own extends CodecContract {}");
    test("codec.between", "io/weft/OwnTest.java", "class OwnTest extends Own {}");
    test("codec.abstract", "io/weft/Own.java", "abstract class Own extends CodecContract {}");
    test("transport.wrong", "io/weft/CTest.java", "class CTest extends CodecContract {}");
    test("netif.circle", "io/weft/A.java", "class A extends B {} class B extends A {}");
    Files.createDirectories(house.bundle("codec.planned"));
    Files.writeString(house.bundle("codec.planned").resolve("pom.xml"), "<project/>");
    main("store.untested", "io/weft/S.java", "class S {}");
    main("example.hello", "io/weft/H.java", "class H {}");

    assertThat(ContractRule.violations(house))
        .containsExactlyInAnyOrder(
            "bundles/codec.abstract: no test class extends CodecContract",
            "bundles/transport.wrong: no test class extends TransportContract",
            "bundles/netif.circle: no test class extends InterfaceDetectorContract",
            "bundles/store.untested: no test class extends PeerStoreContract");
  }

  @Test
  void settingsWithoutDescriptionsAreFound() throws IOException {
    main(
        "node",
        "io/weft/a/A.java",
        """
        package io.weft.a;
        @Component(configurationPid = "a") @Designate(ocd = A.Settings.class)
        class A {
          @ObjectClassDefinition(name = "A")
          @interface Settings {
            @AttributeDefinition(description = "Fine.", min = "1", max = "2") int fine__one();
            @AttributeDefinition(description = "") String silent();
            @AttributeDefinition(description = "No bounds.") long unbounded();
            @AttributeDefinition(description = "Dotted.") String with_dot();
            String bare();
          }
          @Activate A(Settings settings) {}
        }
        """);
    main(
        "shell",
        "io/weft/b/B.java",
        """
        package io.weft.b;
        @Component class B { @Activate B(Map<String, Object> settings) {} }
        """);

    String a = "bundles/node/src/main/java/io/weft/a/A.java: ";
    assertThat(SettingsRule.violations(house))
        .containsExactlyInAnyOrder(
            a + "no description of the settings",
            a + "silent has no description",
            a + "unbounded has no min",
            a + "unbounded has no max",
            a + "with_dot has a single low line: the key would have a dot",
            a + "bare has no @AttributeDefinition",
            "bundles/shell/src/main/java/io/weft/b/B.java: "
                + "no @Designate describes the settings io.weft.b.B");
  }

  @Test
  void forbiddenDependenciesAreFound() throws IOException, URISyntaxException {
    compiled("api", Inhabitants.Contract.class);
    compiled("node", Inhabitants.Node.class);
    compiled("netif.bad", Inhabitants.Plugin.class);
    Dependencies dependencies = new Dependencies(house);

    assertThat(dependencies.ofApi()).singleElement().asString().contains("org.assertj");
    assertThat(dependencies.betweenBundles())
        .anySatisfy(text -> assertThat(text).startsWith("netif.bad uses node: "))
        .allSatisfy(text -> assertThat(text).startsWith("netif.bad uses node: "));
    assertThat(dependencies.onLibraries())
        .anySatisfy(text -> assertThat(text).startsWith("api uses org.assertj."));
    assertThat(dependencies.onSerialization())
        .anySatisfy(text -> assertThat(text).startsWith("netif.bad: "));
  }

  private void main(String bundle, String file, String text) throws IOException {
    write(bundle, "src/main/java/" + file, text);
  }

  private void test(String bundle, String file, String text) throws IOException {
    write(bundle, "src/test/java/" + file, text);
  }

  private void compiled(String bundle, Class<?> type) throws IOException, URISyntaxException {
    Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    String file = type.getName().replace('.', '/') + ".class";
    write(bundle, "src/main/java/A.java", "class A {}");
    Path copy = house.bundle(bundle).resolve("target/classes").resolve(file);
    Files.createDirectories(copy.getParent());
    Files.copy(classes.resolve(file), copy);
  }

  private void write(String bundle, String file, String text) throws IOException {
    Path folder = house.bundle(bundle);
    Path target = folder.resolve(file);
    Files.createDirectories(target.getParent());
    Files.writeString(target, text);
    if (Files.notExists(folder.resolve("pom.xml"))) {
      Files.writeString(folder.resolve("pom.xml"), "<project/>");
    }
  }
}
