/** Serves the protocol's endpoints from a servlet container. */
@NullMarked
package org.morango.servlet;

import org.jspecify.annotations.NullMarked;
