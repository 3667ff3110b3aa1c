/** Network interfaces, named and ranked. */
@Export
@Version("1.0.0")
package io.weft.netif;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
