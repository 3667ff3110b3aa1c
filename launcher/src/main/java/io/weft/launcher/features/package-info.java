/** Features: what they say, where their bundles lie, and how they get into a running framework. */
package io.weft.launcher.features;
