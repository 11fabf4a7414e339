export class Initial1763600000000 {}
