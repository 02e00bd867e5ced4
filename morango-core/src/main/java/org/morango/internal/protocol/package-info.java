/** The protocol's JSON, capabilities and paths. Not API. */
@NullMarked
package org.morango.internal.protocol;

import org.jspecify.annotations.NullMarked;
