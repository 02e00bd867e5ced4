/** Parts of HTTP that clients and every way of serving the endpoints share: addresses, queries, bodies. */
@NullMarked
package org.morango.internal.http;

import org.jspecify.annotations.NullMarked;
