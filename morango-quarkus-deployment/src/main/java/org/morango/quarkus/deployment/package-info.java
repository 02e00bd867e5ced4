/** What is done when an application is built: its entities are found, the beans and the route are registered. */
@NullMarked
package org.morango.quarkus.deployment;

import org.jspecify.annotations.NullMarked;
