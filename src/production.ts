// Libraries look at NODE_ENV when they are loaded, and take a server of which nothing is said for one in development:
// graphql-js then checks at each value that no other copy of it is loaded. So this comes before all other imports.
process.env.NODE_ENV ??= "production";
