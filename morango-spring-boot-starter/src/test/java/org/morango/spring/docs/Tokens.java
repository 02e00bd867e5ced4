package org.morango.spring.docs;

import org.morango.client.Joining;
import org.morango.client.Login;
import org.morango.spring.SyncTargetCustomizer;
import org.springframework.context.annotation.Bean;

/** Code of docs/spring.md, for an application with an identity provider. */
class Tokens {

    @Bean
    SyncTargetCustomizer tokens(TokenSource tokens) {
        return (peer, target) ->
                target.join(Joining.with(() -> Login.token(tokens.current())).build());
    }

    interface TokenSource {
        String current();
    }
}
