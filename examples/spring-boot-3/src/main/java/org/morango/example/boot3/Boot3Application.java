package org.morango.example.boot3;

import java.util.Optional;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Starts an instance. The starter makes it a peer; it says who may join. */
@SpringBootApplication
public class Boot3Application {

    public static void main(String[] args) {
        SpringApplication.run(Boot3Application.class, args);
    }

    @Bean
    UserAuthenticator authenticator() {
        return credentials -> Optional.of(credentials)
                .filter(given -> given.hasPassword("secret"))
                .map(given -> given::username);
    }

    @Bean
    SigningPermission everybody() {
        return (user, parent, scope, params) -> true;
    }
}
