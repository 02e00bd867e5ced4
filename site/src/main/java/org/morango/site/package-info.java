/** Renders the documents as a static site. */
@NullMarked
package org.morango.site;

import org.jspecify.annotations.NullMarked;
