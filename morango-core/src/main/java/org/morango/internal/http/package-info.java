/** What every way of serving the endpoints over HTTP has to do with a request. */
@NullMarked
package org.morango.internal.http;

import org.jspecify.annotations.NullMarked;
