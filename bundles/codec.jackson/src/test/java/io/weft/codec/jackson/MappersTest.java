package io.weft.codec.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weft.codec.jackson.Samples.Login;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleEvent;

class MappersTest {
  private final Mappers mappers =
      new Mappers(() -> MapperRules.mapper(new JsonFactoryBuilder(), Bounds.DEFAULT));

  @Test
  void classesOfOneLoaderShareAMapper() {
    ObjectMapper mapper = mappers.of(Login.class);

    assertThat(mappers.of(Login.class)).isSameAs(mapper);
    assertThat(mappers.of(Samples.Colour.class)).isSameAs(mapper);
    assertThat(mappers.of(null)).isNotSameAs(mapper);
  }

  @Test
  void nothingIsKnownAfterForget() {
    ObjectMapper ofLogin = mappers.of(Login.class);
    ObjectMapper ofTheJdk = mappers.of(null);
    mappers.forget();

    assertThat(mappers.of(Login.class)).isNotSameAs(ofLogin);
    assertThat(mappers.of(null)).isNotSameAs(ofTheJdk);
  }

  @Test
  void updatedBundlesAreForgottenAndStartedOnesAreNot() {
    FakeBundles bundles = new FakeBundles();
    int[] forgotten = new int[1];
    BundleWatch watch = new BundleWatch(bundles.context(), () -> forgotten[0]++);
    bundles.tell(BundleEvent.STARTED);
    bundles.tell(BundleEvent.STOPPED);
    assertThat(forgotten[0]).isZero();

    bundles.tell(BundleEvent.UNRESOLVED);
    bundles.tell(BundleEvent.UNINSTALLED);
    assertThat(forgotten[0]).isEqualTo(2);

    watch.close();
    assertThat(bundles.listeners()).isZero();
  }

  @Test
  void ownerOfAContainerIsTheFirstForeignClassInIt() {
    assertThat(Owner.ofValue(List.of(1, "a", List.of(new Login("a", 1))))).isEqualTo(Login.class);
    assertThat(Owner.ofValue(new Object[] {null, Samples.Colour.RED}))
        .isEqualTo(Samples.Colour.class);
    assertThat(Owner.ofValue(List.of(1, "a"))).isNull();
    assertThat(Owner.ofType(Samples.generic(List.class, Login.class))).isEqualTo(Login.class);
    assertThat(Owner.ofType(Login[][].class)).isEqualTo(Login.class);
    assertThat(Owner.ofType(int[].class)).isNull();
  }
}
