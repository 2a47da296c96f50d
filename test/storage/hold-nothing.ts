// Lives until it is ended: somebody else's process for the tests.
console.log('here');
setInterval(() => {}, 1_000_000);
