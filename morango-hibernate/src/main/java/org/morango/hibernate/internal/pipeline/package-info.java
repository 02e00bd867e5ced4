/** The stages that run inside the database: serialize, queue, dequeue, deserialize. Not API. */
@NullMarked
package org.morango.hibernate.internal.pipeline;

import org.jspecify.annotations.NullMarked;
