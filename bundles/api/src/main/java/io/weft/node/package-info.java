/** Who a node is and what it says of itself. */
@Export
@Version("1.0.0")
package io.weft.node;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
