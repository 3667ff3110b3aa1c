/** Where both sides meet: the component, its settings, offers, and what survives a restart. */
package io.weft.files.desk;
