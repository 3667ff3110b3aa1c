package io.weft.launcher.features;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.BundleException;

class FaultsTest {

  @Test
  void missingPackageIsNamedWithItsVersions() {
    String felix =
        "Unable to resolve com.acme [7](R 7.0): missing requirement [com.acme [7](R 7.0)]"
            + " osgi.wiring.package; (&(osgi.wiring.package=io.other)(version>=1.2.0)"
            + "(!(version>=2.0.0))) Unresolved requirements: [[com.acme [7](R 7.0)]"
            + " osgi.wiring.package; (osgi.wiring.package=io.other)]";
    assertThat(Faults.reason(new BundleException(felix)))
        .isEqualTo(
            "no bundle exports the package io.other in a version from 1.2.0 and below 2.0.0");
  }

  @Test
  void missingPackageOfAnotherBundleSaysWhose() {
    String felix =
        "Unable to resolve a [1](R 1.0): missing requirement [a [1](R 1.0)] osgi.wiring.package;"
            + " (osgi.wiring.package=b.x) [caused by: Unable to resolve b [2](R 2.0): missing"
            + " requirement [b [2](R 2.0)] osgi.native; (osgi.native.osname=Win32)]"
            + " Unresolved requirements: [[a [1](R 1.0)] osgi.wiring.package; (x=y)]";
    assertThat(Faults.reason(new BundleException(felix)))
        .isEqualTo(
            "its native code is not for this machine (osgi.native.osname=Win32), which b needs");
  }

  @Test
  void innermostCauseSpeaks() {
    Exception cause = new IllegalStateException("port 7001 is in use");
    assertThat(Faults.reason(new BundleException("Activator start error", cause)))
        .isEqualTo("port 7001 is in use");
    assertThat(Faults.reason(new BundleException("x", new NoClassDefFoundError("a/B"))))
        .isEqualTo("NoClassDefFoundError: a/B");
  }
}
